# TEMPORARY STUB

from biovaliance.foundation.languages import Text


def code_label(kind, field, code):
    w = code.replace("_", " ").replace("-", " ")
    return Text(w, w)
