# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A gig marketplace's back end: the Python sample application.

Its contract is ../openapi.yaml beside the application's folder.
"""
