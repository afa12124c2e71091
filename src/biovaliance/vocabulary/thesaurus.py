# TEMPORARY STUB

from dataclasses import dataclass, field
from functools import cache
from biovaliance.foundation.languages import Text
@dataclass(frozen=True)
class Concept:
    id: str
    scheme: str
    label: Text
    alternatives: dict = field(hash=False)
    definition: Text = Text("d.", "d.")
    broader: tuple = ()
    narrower: tuple = ()
    related: tuple = ()
    links: tuple = ()
@dataclass(frozen=True)
class Scheme:
    id: str
    label: Text
    definition: Text
class Thesaurus:
    def __init__(self, concepts):
        self.concepts = {c.id: c for c in concepts}
        self.schemes = {s: Scheme(s, Text(s, s), Text("d", "d")) for s in ("capability","process-step","material","equipment","therapy","disease","organisation-type","stage")}
        self.version = "stub"
    def top_concepts(self, scheme): return tuple(c for c in self.concepts.values() if c.scheme == scheme and not c.broader)
    def broader_closure(self, i):
        out=set(); todo=list(self.concepts[i].broader)
        while todo:
            x=todo.pop()
            if x not in out: out.add(x); todo+=self.concepts[x].broader
        return frozenset(out)
    def narrower_closure(self, i): return frozenset(c for c in self.concepts if i in self.broader_closure(c))
    def path(self, i):
        p=[i]
        while self.concepts[p[0]].broader: p.insert(0,self.concepts[p[0]].broader[0])
        return tuple(p)
@cache
def bundled_thesaurus():
    import csv
    from pathlib import Path
    rows=[]
    for p in sorted((Path(__file__).parent/"schemes").glob("*.csv")):
        if p.stem!="schemes":
            rows+=[(p.stem,r) for r in csv.DictReader(p.read_text(encoding="utf-8").splitlines())]
    split=lambda x: tuple(y.strip() for y in x.split(";") if y.strip())
    ids={r["id"] for _,r in rows}
    nar={}
    for sch,r in rows:
        for b in split(r["broader"]):
            nar.setdefault(b,[]).append(r["id"])
    return Thesaurus([Concept(r["id"],sch,Text(r["label_en"],r["label_fr"]),{"en":split(r["alt_en"]),"fr":split(r["alt_fr"])},Text(r["definition_en"],r["definition_fr"]),tuple(b for b in split(r["broader"]) if b in ids),tuple(nar.get(r["id"],())),tuple(x for x in split(r["related"]) if x in ids),()) for sch,r in rows])
