"""The values everything else passes around: frozen, typed, without behaviour worth mocking."""
