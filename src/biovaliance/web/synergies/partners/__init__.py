"""“Find a partner”: the question, who and why, what is missing, files to take away, a part of the API."""
