"""The settings of media, from the environment."""

from pydantic_settings import SettingsConfigDict

from shared.settings import CommonSettings


class Settings(CommonSettings):
    """Media needs nothing beside the common settings."""

    model_config = SettingsConfigDict(env_prefix="MEDIA_", frozen=True, populate_by_name=True, extra="ignore")
