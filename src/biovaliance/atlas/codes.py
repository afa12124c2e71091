"""Words for the codes of the atlas, in both languages."""

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.status import status_label
from biovaliance.foundation.languages import Text

TYPE_LABELS: dict[Kind, dict[str, Text]] = {
    Kind.PLATFORM: {
        "technology_platform": Text("Technology platform", "Plateforme technologique"),
        "biobank": Text("Biobank", "Biobanque"),
        "gmp_suite": Text("GMP suite", "Suite BPF"),
        "clinical_investigation": Text("Clinical investigation", "Investigation clinique"),
        "imaging": Text("Imaging", "Imagerie"),
        "training_facility": Text("Training facility", "Équipement de formation"),
        "microfabrication": Text("Microfabrication", "Microfabrication"),
        "testing_lab": Text("Testing laboratory", "Laboratoire d’analyses"),
        "animal_facility": Text("Animal facility", "Installation animale"),
        "clean_room": Text("Clean room", "Salle propre"),
    },
    Kind.TECHNOLOGY: {
        "medical_device": Text("Medical device", "Dispositif médical"),
        "product": Text("Product", "Produit"),
        "facility": Text("Facility", "Installation"),
        "atmp": Text("Advanced therapy", "Thérapie innovante"),
        "service_platform": Text("Service", "Service"),
        "equipment": Text("Equipment", "Équipement"),
        "device_platform": Text("Device platform", "Dispositif de base"),
        "combination_product": Text("Combination product", "Produit combiné"),
        "biologic": Text("Biological medicine", "Biomédicament"),
        "tissue_product": Text("Tissue product", "Produit tissulaire"),
        "biomaterial": Text("Biomaterial", "Biomatériau"),
        "small_molecule": Text("Small molecule", "Petite molécule"),
        "component": Text("Component", "Composant"),
        "technology": Text("Technology", "Technologie"),
        "software": Text("Software", "Logiciel"),
    },
    Kind.EVENT: {
        "delegation": Text("Delegation", "Délégation"),
        "trade_fair": Text("Trade fair", "Salon professionnel"),
        "conference": Text("Conference", "Conférence"),
        "launch": Text("Launch", "Lancement"),
        "congress": Text("Congress", "Congrès"),
        "roadshow": Text("Roadshow", "Tournée"),
    },
    Kind.PROGRAMME: {
        "call": Text("Call for projects", "Appel à projets"),
        "eu_call": Text("European call", "Appel européen"),
        "regional_call": Text("Regional call", "Appel régional"),
        "national_strategy": Text("National strategy", "Stratégie nationale"),
        "national_programme": Text("National programme", "Programme national"),
        "regional_strategy": Text("Regional strategy", "Stratégie régionale"),
        "eu_cohesion": Text("European cohesion policy", "Politique européenne de cohésion"),
        "ipcei": Text(
            "Important project of common European interest", "Projet important d’intérêt européen commun"
        ),
        "eu_legislation": Text("European legislation", "Législation européenne"),
        "foreign_procurement": Text("Foreign procurement", "Commande publique étrangère"),
    },
}
FIELD_LABELS: dict[str, dict[str, Text]] = {
    "deadline_model": {
        "single-stage": Text("One stage", "Une étape"),
        "two-stage": Text("Two stages", "Deux étapes"),
        "multiple cut-off": Text("Several cut-offs", "Plusieurs relèves"),
    },
    "geo_precision": {
        "city": Text("Centre of the town", "Centre de la ville"),
        "commune_centroid": Text("Centre of the commune", "Centre de la commune"),
        "site": Text("Site", "Site"),
    },
    "country": {
        "FR": Text("France", "France"),
        "US": Text("United States", "États-Unis"),
        "FI": Text("Finland", "Finlande"),
        "CA": Text("Canada", "Canada"),
        "BE": Text("Belgium", "Belgique"),
        "CH": Text("Switzerland", "Suisse"),
        "LU": Text("Luxembourg", "Luxembourg"),
        "DE": Text("Germany", "Allemagne"),
        "GB": Text("United Kingdom", "Royaume-Uni"),
        "IT": Text("Italy", "Italie"),
        "ES": Text("Spain", "Espagne"),
        "NL": Text("Netherlands", "Pays-Bas"),
        "JP": Text("Japan", "Japon"),
    },
    "department": {
        code: Text(name, name)
        for code, name in {
            "13": "Bouches-du-Rhône",
            "21": "Côte-d’Or",
            "25": "Doubs",
            "39": "Jura",
            "58": "Nièvre",
            "63": "Puy-de-Dôme",
            "69": "Rhône",
            "70": "Haute-Saône",
            "71": "Saône-et-Loire",
            "75": "Paris",
            "78": "Yvelines",
            "89": "Yonne",
            "90": "Territoire de Belfort",
            "91": "Essonne",
            "94": "Val-de-Marne",
            "BFC": "Bourgogne-Franche-Comté",
        }.items()
    },
}
_YES_NO = {
    "yes": Text("Yes", "Oui"),
    "no": Text("No", "Non"),
    "unknown": Text("Not known", "Non connu"),
    "borderline": Text("Borderline", "Cas limite"),
}


def code_label(kind: Kind, field: str, code: str) -> Text:
    """Return the words for a code of a field; an unknown code is shown with spaces for underscores."""
    if field == "status":
        return status_label(code)
    table = TYPE_LABELS.get(kind, {}) if field == "type" else FIELD_LABELS.get(field, _YES_NO)
    plain = code.replace("_", " ").replace("-", " ")
    return table.get(code, Text(plain, plain))
