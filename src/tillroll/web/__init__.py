"""The web app: requests become questions of the read path, answers become pages. It decides nothing."""
