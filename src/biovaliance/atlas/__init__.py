"""What exists: records from sources, judgements on them, and the things computed from both.

what can be said, and one source's account           fields.py, codes.py, relations.py, records.py
are these records the same thing?                    identity/; for very many records, bulk/
records ──> entities ──> atlas, tagged by concepts   merging.py, entities.py, recognising.py, building.py
the atlas as a graph                                 network.py
builds kept, published and read                      snapshots/, home.py
organisations named in a text ──> a registry         linking/
"""
