import os

ALLOWED_HOSTS = os.environ["SHOP_HOSTS"].split()
DEBUG = False
SECRET_KEY = os.environ["SHOP_KEY"]
SESSION_COOKIE_NAME = "shop"
if "SHOP_CURRENCY" in os.environ:
    SHOP_CURRENCY = os.environ["SHOP_CURRENCY"]
