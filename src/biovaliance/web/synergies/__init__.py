"""Pages of synergies: calls, partners, consortia."""
