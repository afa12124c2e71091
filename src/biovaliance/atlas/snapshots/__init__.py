"""Builds of the atlas as they are kept on disk, published, checked and read.

atlas ──> tables ──> files, whole or not there ──> published         tables.py, publishing.py
what it holds and from what it was made                              manifests.py, integrity.py
folder ──> snapshot, table by table                                  reading.py
published snapshot ──> data frames                                   frames.py
two snapshots ──> what changed, and how a reader is told            differences.py, changes.py
"""
