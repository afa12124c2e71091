"""The review of pairs of records: served by `biovaliance atlas review` alone, to one person."""
