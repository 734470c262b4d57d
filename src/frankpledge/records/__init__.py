"""Records of every register: kept, changed by actions alone, each action with one audit event."""
