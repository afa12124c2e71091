"""Small instances in the data format of i-SHIPMENT, with figures of our own."""

from tests import wrong_files

TWO_SITES = """# two places, two sites, three patients
set c := c1 c2 ;
set h := h1 h2 ;
set j := air road ;
set m := big small ;
set p := p1 p2 p3 ;
param CIM := big 100 small 40 ;
param CVM := big 20 small 10 ;
param FCAP := big 5 small 1 ;
param TT1 := air 1 road 2 ;
param TT3 := air 1 road 2 ;
param U1 default 9 :=
c1 big road 3
c1 small road 2
c2 big air 8
;
param U3 default 9 :=
big h1 road 4
small h1 road 1
;
param INC :=
p1 c1 1 1
p2 c1 2 1
p3 c2 9 1
;
param TLS := 1 ;
param TMFE := 3 ;
param TQC := 2 ;
param ND := 9 ;
param C_material := 50 ;
param CQC := 30 ;
"""


def changed(*changes: tuple[str, str]) -> str:
    """Return the instance with some texts replaced; each has to be there."""
    return wrong_files.changed(TWO_SITES, *changes)
