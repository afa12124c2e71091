"""The workbench of production: scenarios that can be changed, run, compared and shared.

library process or kept text ──> scenarios/  read, shown, edited, kept under the digest of its text
                                    │
             runs/     asked, queued, worked out beside the site, watched, stopped
                                    │
             results/  figures, tables and downloads of what came out; scenarios side by side
"""
