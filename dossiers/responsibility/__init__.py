"""Responsibility made visible (QĐ 766/QĐ-TTg): who was late, why, who judged the reason, and what is published."""
