"""How organisations are connected: ways between them, what joins several, who could introduce them."""
