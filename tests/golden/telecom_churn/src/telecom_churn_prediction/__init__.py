"""Telecom churn prediction.

Which customers are about to leave? Exported from the CRM in March; the retention team calls
the hundred most likely ones.
"""
