# TEMPORARY STUB

from dataclasses import dataclass
from pathlib import Path
import tomllib
from functools import cache
from biovaliance.foundation.languages import Text
@dataclass(frozen=True)
class Department:
    code: str
    name: str
@dataclass(frozen=True)
class Region:
    key: str
    name: Text
    departments: tuple
    publishers: dict
    directory: Path
    @property
    def name_en(self): return self.name.en
    @property
    def name_fr(self): return self.name.fr
    def __hash__(self): return hash(self.key)
@cache
def bundled_region(key="bourgogne-franche-comte"):
    d=Path(__file__).parent/"regions"/key
    t=tomllib.loads((d/"region.toml").read_text())
    return Region(key,Text(t["region"]["name_en"],t["region"]["name_fr"]),tuple(Department(x["code"],x["name"]) for x in t["departments"]),t.get("publishers",{}),d)
