"""The words for who practises and on what terms: people, modes, disputes, drills. Frozen, no logic of their own."""
