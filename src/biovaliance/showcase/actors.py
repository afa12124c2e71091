"""The eight groups of actors: one hue and one shape each, on lists, maps and networks alike."""

from biovaliance.foundation.languages import Text

ACTOR_GROUPS: dict[str, Text] = {
    "laboratory": Text("Laboratory or research institute", "Laboratoire ou institut de recherche"),
    "university": Text("University or school", "Université ou école"),
    "hospital": Text("Hospital or blood establishment", "Hôpital ou établissement du sang"),
    "company": Text("Company", "Entreprise"),
    "cluster": Text("Cluster, incubator or technology transfer", "Pôle, incubateur ou valorisation"),
    "public": Text("Public body", "Collectivité ou administration"),
    "funder": Text("Funder", "Financeur"),
    "supplier": Text("Supplier", "Fournisseur"),
}

_GROUP_OF_TYPE = {
    "laboratory": "laboratory",
    "research-institute": "laboratory",
    "university": "university",
    "hospital": "hospital",
    "blood-establishment": "hospital",
    "company-startup": "company",
    "company-sme": "company",
    "company-large": "company",
    "cdmo": "company",
    "supplier": "supplier",
    "cluster": "cluster",
    "incubator-tech-transfer": "cluster",
    "policymaker": "public",
    "funder": "funder",
}


def actor_group(type_code: str) -> str:
    """Return the group of an organisation type; what is not known counts as a company."""
    return _GROUP_OF_TYPE.get(type_code, "company")
