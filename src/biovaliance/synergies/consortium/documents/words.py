"""The words of the two pages, in both languages."""

from enum import StrEnum

from biovaliance.foundation.languages import Text


class Label(StrEnum):
    """What stands before or above a part of the pages."""

    TITLE = "title"
    FOR_A_CALL = "for_a_call"
    FOR_A_NEED = "for_a_need"
    NEED = "need"
    AS_OF = "as_of"
    PARTNERS = "partners"
    LEAD = "lead"
    LEADS = "leads"
    COVERED = "covered"
    SIZE = "size"
    DURATION = "duration"
    MONTHS = "months"
    SCORE = "score"
    POINTS = "points"
    PROVEN = "proven"
    NOT_PROVEN = "not_proven"
    WHO = "who"
    BRINGS_NOTHING = "brings_nothing"
    COMPETENCE = "competence"
    SAID = "said"
    RULES = "rules"
    NO_RULES = "no_rules"
    RULES_MET = "rules_met"
    RULES_DOUBTFUL = "rules_doubtful"
    RULES_MISSING = "rules_missing"
    BUDGET = "budget"
    BUDGET_NOTE = "budget_note"
    AID_TOTAL = "aid_total"
    SHARE = "share"
    COST = "cost"
    AID = "aid"
    GAPS = "gaps"
    NO_GAPS = "no_gaps"
    OTHERS = "others"
    SOURCES = "sources"
    DATED = "dated"
    READ = "read"
    MORE = "more"
    PAGE = "page"
    METHOD = "method"


LABELS: dict[Label, Text] = {
    Label.TITLE: Text("Consortium", "Consortium"),
    Label.FOR_A_CALL: Text("Consortium for the call", "Consortium pour l’appel"),
    Label.FOR_A_NEED: Text("Consortium for a need", "Consortium pour un besoin"),
    Label.NEED: Text("What the project needs", "Ce dont le projet a besoin"),
    Label.AS_OF: Text("As of", "État au"),
    Label.PARTNERS: Text("Partners", "Partenaires"),
    Label.LEAD: Text("Lead", "Chef de file"),
    Label.LEADS: Text("leads", "chef de file"),
    Label.COVERED: Text("Competences covered", "Compétences couvertes"),
    Label.SIZE: Text("Cost of the project", "Coût du projet"),
    Label.DURATION: Text("Duration", "Durée"),
    Label.MONTHS: Text("months", "mois"),
    Label.SCORE: Text("Score", "Score"),
    Label.POINTS: Text("points", "points"),
    Label.PROVEN: Text("proven the best", "optimalité prouvée"),
    Label.NOT_PROVEN: Text("search cut short", "recherche interrompue"),
    Label.WHO: Text("Who, and what each brings", "Qui, et ce que chacun apporte"),
    Label.BRINGS_NOTHING: Text(
        "Takes part for the rules of the call.", "Participe pour les règles de l’appel."
    ),
    Label.COMPETENCE: Text("Competence", "Compétence"),
    Label.SAID: Text("What a source says", "Ce que dit une source"),
    Label.RULES: Text("Rules of the call", "Règles de l’appel"),
    Label.NO_RULES: Text(
        "No call was chosen: there are no rules to meet.",
        "Aucun appel n’a été choisi\u00a0: il n’y a pas de règle à remplir.",
    ),
    Label.RULES_MET: Text("Met", "Remplies"),
    Label.RULES_DOUBTFUL: Text("To be checked", "À vérifier"),
    Label.RULES_MISSING: Text("Not met", "Non remplies"),
    Label.BUDGET: Text(
        "Budget and aid, one way to share them out", "Budget et aide, une répartition possible"
    ),
    Label.BUDGET_NOTE: Text(
        "Shares follow what each partner brings, moved as little as the call’s rules ask; to be negotiated.",
        "Les parts suivent ce que chacun apporte, déplacées aussi peu que les règles de l’appel le "
        "demandent\u202f; à négocier.",
    ),
    Label.AID_TOTAL: Text("Aid at the rates seen, at most", "Aide aux taux vus, au plus"),
    Label.SHARE: Text("Share", "Part"),
    Label.COST: Text("Cost", "Coût"),
    Label.AID: Text("Aid", "Aide"),
    Label.GAPS: Text("Not seen in this consortium", "Non vu dans ce consortium"),
    Label.NO_GAPS: Text(
        "Every competence looked for is covered.", "Chaque compétence cherchée est couverte."
    ),
    Label.OTHERS: Text("Other consortia that came out", "Autres consortiums trouvés"),
    Label.SOURCES: Text("Sources", "Sources"),
    Label.DATED: Text("dated", "date\u00a0:"),
    Label.READ: Text("read on", "lu le"),
    Label.MORE: Text("more", "de plus"),
    Label.PAGE: Text("Page", "Page"),
    Label.METHOD: Text(
        "What no source says is unknown, not absent. The partners have not been asked.",
        "Ce qu’aucune source ne dit est inconnu, non absent. Les partenaires n’ont pas été sollicités.",
    ),
}

POINTS_KINDS: dict[str, Text] = {
    "competence": Text("Competences", "Compétences"),
    "nearness": Text("Nearness", "Proximité"),
    "link": Text("Past work together", "Travaux déjà menés ensemble"),
    "partners": Text("Number of partners", "Nombre de partenaires"),
}
"""What the terms of a score are called, by their kind."""
