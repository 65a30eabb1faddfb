"""AWS::SecretsManager::* and AWS::CertificateManager::*"""

from ..resource_type import Place, Record, add


def _generated(properties: Record, place: Place) -> Record:
    """A secret that is to be made up is made up before it is stored."""
    given = dict(properties)
    how = given.pop("GenerateSecretString", None)
    if how is None:
        return given
    secret = place.client("secretsmanager").get_random_password(**how)["RandomPassword"]
    return {**given, "SecretString": secret}


def _delete_at_once(place: Place, made: Record) -> None:
    """A stack's secret has no days of grace: its name is free again."""
    place.client("secretsmanager").delete_secret(SecretId=made["ARN"], ForceDeleteWithoutRecovery=True)


add(
    "AWS::SecretsManager::Secret",
    "secretsmanager",
    "create_secret",
    "delete_secret",
    update="update_secret",
    adapt=_generated,
    named_by="Name",
    before_delete=_delete_at_once,
    key=lambda made: {"SecretId": made["ARN"]},
    ref=lambda made: made["ARN"],
    attributes=lambda made: {"Id": made["ARN"]},
)

add(
    "AWS::CertificateManager::Certificate",
    "acm",
    "request_certificate",
    "delete_certificate",
    key=lambda made: {"CertificateArn": made["CertificateArn"]},
    ref=lambda made: made["CertificateArn"],
)
