"""Who should work with whom: needs, ranking, calls for projects, consortia, connections."""
