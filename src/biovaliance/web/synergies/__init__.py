"""Pages of synergies: who is connected, who does what, calls, partners, consortia."""
