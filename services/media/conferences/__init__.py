"""Press conferences and meetings with the press: announced, invited to, moved or called off where all can see it."""
