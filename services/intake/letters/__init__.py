"""Letters to applicants: their texts, which the department may change, and those that go by post."""
