"""Research Organization Registry: identifiers, names, places and relations of research organisations."""
