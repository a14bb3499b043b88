"""The proposals of residents: filing, the register, the applicant's data, withdrawal."""
