"""Processes to start from: scenarios whose numbers keep their source, status and grade."""
