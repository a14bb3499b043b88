"""What `docker-compose.yml` needs beside the images. It runs nothing."""
