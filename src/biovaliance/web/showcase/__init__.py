"""The public face: home, search, map, network, news, and the pages that say how all this is made."""
