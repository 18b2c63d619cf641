"""The form token on every unsafe request. One route is exempt by name: the stop link of letters."""

from flask_wtf.csrf import CSRFProtect

csrf = CSRFProtect()
