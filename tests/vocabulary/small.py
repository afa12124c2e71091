"""Small thesauruses written for a test, correct unless the test breaks them."""

from pathlib import Path

SCHEMES = """\
id,label_en,label_fr,definition_en,definition_fr
therapy,Therapy,Thérapie,A kind of medicine.,Une sorte de médicament.
capability,Capability,Compétence,Something one can do.,Une chose que l’on sait faire.
"""
HEADER = "id,label_en,label_fr,alt_en,alt_fr,definition_en,definition_fr,broader,related,links\n"
THERAPY = f"""{HEADER}\
medicine,Medicine,Médicament,drug,remède,Heals.,Soigne.,,,
cell-therapy,Cell therapy,Thérapie cellulaire,,cytothérapie,Living cells.,Des cellules vivantes.,medicine,,
car-t-cells,CAR-T cells,Cellules CAR-T,CAR-T;CAR T,CAR-T,Armed T cells.,Des cellules armées.,cell-therapy,,
"""
CAPABILITY = f"""{HEADER}\
car-t-research,CAR-T research,Recherche sur les CAR-T,,,Studying them.,Les étudier.,,car-t-cells,https://example.org/1
"""


def write(folder: Path, **changed: str) -> Path:
    """Write a correct thesaurus with some files replaced: `write(folder, therapy="…")`."""
    texts = {"schemes": SCHEMES, "therapy": THERAPY, "capability": CAPABILITY} | changed
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
