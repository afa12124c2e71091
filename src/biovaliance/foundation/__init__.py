"""Words every part uses: errors, languages, dates, evidence, places."""
