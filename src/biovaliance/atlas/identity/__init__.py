"""Are these records the same thing? Who says so, and why.

    two records ──> score and reasons                                    matching.py, naming.py
    pairs of records ──> rules' judgements, and pairs for people         ruling.py, review.py
    judgements, people's before rules' ──> groups of records             clusters.py, judgements.py
    people's judgements ──> former names and parents they state          decisions.py
    two records ──> what each says, and why they are one or two          sides.py, explaining.py

Nothing here makes an entity or reads a file: `atlas/building.py` asks for groups, and merges them.
"""
