# TEMPORARY STUB

from dataclasses import dataclass
from biovaliance.foundation.names import folded
@dataclass(frozen=True)
class Mention:
    concept_id: str
    start: int
    end: int
    passage: str
    matched_label: str
    language: str
    kind: str = "label"
    score: float = 1.0
class Tagger:
    def __init__(self, thesaurus):
        self.t = thesaurus
    def tag(self, text, language=None):
        out=[]; f=folded(text)
        if len(f)!=len(text): f=text.lower()
        for c in self.t.concepts.values():
            if c.scheme in ("stage","organisation-type"): continue
            for lang,labels in (("en",(c.label.en,*c.alternatives["en"])),("fr",(c.label.fr,*c.alternatives["fr"]))):
                for l in labels:
                    i=f.find(folded(l))
                    if i>=0 and not any(m.concept_id==c.id for m in out): out.append(Mention(c.id,i,i+len(l),text[i:i+len(l)],l,lang))
        return tuple(out)
    tag_query = tag
    def concepts_of_code(self, code):
        import csv
        from pathlib import Path
        if not hasattr(self,"codes"):
            self.codes={r["code"]:tuple(x for x in r["concepts"].split(";") if x in self.t.concepts) for r in csv.DictReader((Path(__file__).parent/"capability_codes.csv").open(encoding="utf-8"))}
        return self.codes.get(code,())
