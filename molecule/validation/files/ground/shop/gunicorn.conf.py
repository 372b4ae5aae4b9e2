timeout = 30
workers = 2
