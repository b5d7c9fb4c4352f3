"""What the measuring commands share: corpus, runs, comparisons, facts about projects, tables."""
