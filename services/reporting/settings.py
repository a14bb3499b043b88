"""The settings of reporting, from the environment."""

from pydantic_settings import SettingsConfigDict

from shared.settings import CommonSettings


class Settings(CommonSettings):
    """Reporting needs nothing beside the common settings."""

    model_config = SettingsConfigDict(env_prefix="REPORTING_", frozen=True, populate_by_name=True, extra="ignore")
