"""A small curated data set: three bodies of the region, told twice."""

from pathlib import Path

from biovaliance.sources.curated import definitions

ORGANISATIONS = (
    "id,name,type,city,department,country,in_region,latitude,longitude,geo_precision,geo_source,website,"
    "founded,ror_id,siren,capabilities,description_en,description_fr,source,confidence,status\n"
)
FEMTO = (
    "femto-st,FEMTO-ST,laboratory,Besançon,25,FR,yes,47.24878,6.01815,city,GeoNames,"
    "https://www.femto-st.fr,2004,https://ror.org/004fmxv66,,sensors,"
    "Research on microsystems.,Recherche sur les microsystèmes.,https://www.femto-st.fr/en,high,active\n"
)
CELLQUEST = (
    "cellquest,CellQuest,company_startup,Besançon,25,FR,yes,47.24878,6.01815,city,GeoNames,"
    "https://cellquest.eu,{founded},,,cell_therapy,Devices that make CAR-T cells.,"
    "Des équipements qui produisent des cellules CAR-T.,https://cellquest.eu,medium,active\n"
)
UBFC = (
    "ubfc,UBFC,university,Dijon,21,FR,yes,47.31667,5.01667,city,GeoNames,,2015,,,,"
    "A community of universities.,Une communauté d’universités.,https://example.org/ubfc,high,dissolved\n"
)
RELATIONS = "source_id,relation,target_id,source,confidence\n"

FIRST = {
    "organisations": ORGANISATIONS + FEMTO + CELLQUEST.format(founded="2023") + UBFC,
    "relations": RELATIONS + "femto-st,partner_of,ubfc,https://example.org/,high\n",
}
SECOND = {
    "organisations": ORGANISATIONS
    + FEMTO
    + CELLQUEST.format(founded="2022")
    + FEMTO.replace("femto-st", "efs").replace("FEMTO-ST", "EFS").replace("https://ror.org/004fmxv66", ""),
    "relations": RELATIONS + "cellquest,partner_of,femto-st,https://example.org/,high\n",
}


def write_files(folder: Path, **files: str | bytes) -> Path:
    """Write curated files: those given, and of the others the header alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in definitions.ENTITY_FILES:
        text = files.get(file.table.name, ",".join(file.table.required) + "\n")
        (folder / file.table.file).write_bytes(text if isinstance(text, bytes) else text.encode())
    text = files.get("relations", RELATIONS)
    (folder / "relations.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder
