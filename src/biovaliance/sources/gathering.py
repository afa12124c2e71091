# TEMPORARY STUB

import csv
from dataclasses import dataclass
from urllib.parse import urlsplit
from biovaliance.atlas.records import Record, Statement, record_key
from biovaliance.atlas.relations import Relation
from biovaliance.atlas.fields import Kind
from biovaliance.foundation.evidence import Evidence, Confidence
@dataclass
class Gathered:
    records: tuple
    relations: tuple
    problems: tuple
    receipts: list
MAP={"organisations":(Kind.ORGANISATION,dict(name="name",type="type",city="town",department="department",country="country",in_region="in_region",geo_precision="geo_precision",website="website",founded="founded",ror_id="ror",siren="siren",status="status")),
"platforms":(Kind.PLATFORM,dict(name="name",kind="type",city="town",department="department",grade_or_capacity="capacity@en",access="access@en")),
"projects":(Kind.PROJECT,dict(name="name",full_name="official_name@en",start_date="start",end_date="end",budget_eur="budget_eur",public_funding_eur="public_funding_eur",funding_programme="funding_programme@en")),
"technologies":(Kind.TECHNOLOGY,dict(name="name",kind="type",maturity="stage")),
"trials":(Kind.TRIAL,dict(name="name",phase="stage",condition="condition@en",product="product@en",year="year",registry_id="registry_id")),
"events":(Kind.EVENT,dict(name="name",kind="type",start_date="start",end_date="end",city="town",country="country")),
"programmes":(Kind.PROGRAMME,dict(name="name",kind="type",open_date="start",close_date="end",budget_eur="budget_eur",status="status"))}
REL={"platforms":[("operator_id","operates_platform")],"projects":[("lead_id","leads_project"),("partner_ids","takes_part_in_project")],"technologies":[("owner_id","develops")],"trials":[("sponsor_id","sponsors_trial"),("partner_ids","takes_part_in_trial")],"events":[("organiser_id","organises_event")],"programmes":[("operator_id","runs_programme")]}
def gather(region, directories):
    d=directories.get("curated", region.directory)
    recs=[]; rels=[]; receipts=[]
    def ev(r):
        return tuple(Evidence("curated",u,region.publishers.get(urlsplit(u).netloc.removeprefix("www."),urlsplit(u).netloc or "ROR"),r.get("source_date","") or "","2026-11-24","CC BY 4.0",Confidence(r["confidence"])) for u in (r["source"]+" "+r.get("source_2","")).split())
    for f,(kind,m) in MAP.items():
        rows=list(csv.DictReader(open(d/f"{f}.csv",encoding="utf-8")))
        receipts.append({"file":f+".csv","sha256":"0"*64,"bytes":1,"rows_read":len(rows),"rows_kept":len(rows),"source_key":"curated"})
        for r in rows:
            e=ev(r); st=[]
            for c,fld in m.items():
                v=r.get(c,"").strip()
                if c=="maturity": v=v.replace("_","-")
                if c=="phase": v={"phase 1/2":"phase-1-2","phase 1":"phase-1","phase 2":"phase-2"}.get(v,"")
                if f=="organisations" and c=="type": v=v.replace("_","-")
                if v:
                    name,_,lang=fld.partition("@")
                    if name=="town" and kind is Kind.EVENT:
                        st+=[Statement(name,x,e) for x in v.split(";")]
                    else: st.append(Statement(name,v,e,lang))
            for lang in ("en","fr"):
                if r.get("description_"+lang): st.append(Statement("description",r["description_"+lang],e,lang))
            for x in (r.get("capabilities") or r.get("tags") or "").split(";"):
                if x: st.append(Statement("capability",x,e))
            if r.get("latitude"): st.append(Statement("coordinates",r["latitude"]+","+r["longitude"],e))
            if r.get("note"): st.append(Statement("remark",r["note"],e,"en"))
            for x in (r.get("aliases") or "").split(";"):
                if x: st.append(Statement("alias",x,e))
            recs.append(Record("curated",kind,r["id"],tuple(st),0,(),r["id"]))
            for c,t in REL.get(f,()):
                for x in r[c].split(";"):
                    if x: rels.append(Relation(record_key("curated",Kind.ORGANISATION,x),t,record_key("curated",kind,r["id"]),e))
    for r in csv.DictReader(open(d/"relations.csv",encoding="utf-8")):
        rels.append(Relation(record_key("curated",Kind.ORGANISATION,r["source_id"]),r["relation"],record_key("curated",Kind.ORGANISATION,r["target_id"]),ev(r),r["start_date"],r["end_date"],r["note"]))
    return Gathered(tuple(recs),tuple(rels),(),receipts)
