"""Cmdlets about certificates.

https://learn.microsoft.com/previous-versions/office/exchange-server-2007/aa998327(v=exchg.80) (New-, SP1) and
https://techgenix.com/managing-exchange-certificates-part3/ ; only certificates of the local machine are
handled, as in Exchange 2007 itself.
"""

from __future__ import annotations

import base64
from typing import cast

from winlab.exchange.certificates import SERVICES, Certificate, MachineCertificates
from winlab.exchange.shell.calls import ExchangeCmdlet, texts
from winlab.exchange.shell.generate import special
from winlab.powershell.declare import SWITCH, Param
from winlab.powershell.values import PSObject, TypedArray

_TYPE = "System.Security.Cryptography.X509Certificates.X509Certificate2"
_ERROR = "Microsoft.Exchange.Management.SystemConfigurationTasks"


class CertificateCmdlet(ExchangeCmdlet):
    """A cmdlet about the local machine's certificates."""

    def store(self) -> MachineCertificates:
        """The certificates of the machine."""
        return self.host().certificates

    def needed(self, thumbprint: object) -> Certificate:
        """The certificate of a thumbprint; ends the command without it."""
        found = self.store().find(str(thumbprint))
        if found is None:
            return self.fail(
                f"The certificate with thumbprint {thumbprint} was not found.",
                f"{_ERROR}.CertificateNotFoundException",
                "ObjectNotFound",
                str(thumbprint),
            )
        return found

    def words(self, value: object) -> list[str]:
        """Services of a parameter, as they are spelled.

        Ends the command for a word that is none.
        """
        given = [word.strip() for text in texts(value) for word in text.split(",") if word.strip()]
        known = {name.lower(): name for name in SERVICES}
        for word in given:
            if word.lower() not in known and word.lower() != "none":
                self.fail(
                    f"Cannot convert value '{word}' to type 'AllowedServices'. Specify one of: "
                    f"None, {', '.join(SERVICES)}.",
                    "System.Management.Automation.ParameterBindingException",
                    "InvalidArgument",
                    word,
                )
        return [known[word.lower()] for word in given if word.lower() in known]


def show(certificate: Certificate) -> PSObject:
    """A certificate as the shell gives it out."""
    status = "PendingRequest" if certificate.pending else "Valid"
    return PSObject.of(
        {
            "AccessRules": TypedArray([], "System.Object"),
            "CertificateDomains": TypedArray(list(certificate.domains), "System.String"),
            "HasPrivateKey": True,
            "IsSelfSigned": certificate.self_signed,
            "Issuer": certificate.issuer,
            "NotAfter": certificate.not_after,
            "NotBefore": certificate.not_before,
            "PublicKeySize": certificate.key_size,
            "RootCAType": "None" if certificate.self_signed else "Enterprise",
            "SerialNumber": certificate.thumbprint[:32],
            "Services": ", ".join(certificate.services) or "None",
            "Status": status,
            "Subject": certificate.subject,
            "Thumbprint": certificate.thumbprint,
            "FriendlyName": certificate.friendly_name,
        },
        ["Microsoft.Exchange.Management.ExchangeCertificate", _TYPE],
    )


@special("Get-ExchangeCertificate")
class GetExchangeCertificate(CertificateCmdlet):
    """Reads certificates of the local machine."""

    thumbprint = Param("System.String", position=0, pipeline=True, by_property=True)
    domain_name = Param("System.String[]")

    def process(self) -> None:
        """Writes them."""
        if self.thumbprint is not None:
            self.write(show(self.needed(self.thumbprint)))
            return
        wanted = {text.lower() for text in texts(self.domain_name)}
        for certificate in self.store().all():
            if not wanted or wanted <= {name.lower() for name in certificate.domains}:
                self.write(show(certificate))


@special("New-ExchangeCertificate")
class NewExchangeCertificate(CertificateCmdlet):
    """Makes a self-signed certificate, or a request for a certificate authority."""

    generate_request = Param(SWITCH)
    path = Param("System.String")
    binary_encoded = Param(SWITCH)
    subject_name = Param("System.String")
    domain_name = Param("System.String[]")
    friendly_name = Param("System.String")
    services = Param("System.String[]")
    key_size = Param("System.Int32", default=2048)
    private_key_exportable = Param("System.Boolean", default=False)
    include_accepted_domains = Param(SWITCH)
    include_auto_discover = Param(SWITCH)
    force = Param(SWITCH)

    def process(self) -> None:
        """Makes it; a request is written to the path or given out as text."""
        host = self.host()
        domains = texts(self.domain_name)
        names = domains or [host.machine.name, f"{host.machine.name}.{host.machine.member_of}"]
        if self.include_auto_discover:
            names = [*names, f"autodiscover.{host.machine.member_of}"]
        subject = str(self.subject_name) if self.subject_name is not None else f"CN={names[0]}"
        if not self.should_process(subject):
            return
        store = self.store()
        made = store.create(subject, names)
        made.friendly_name = str(self.friendly_name or "Microsoft Exchange")
        made.exportable = bool(self.private_key_exportable)
        made.key_size = cast("int", self.key_size)
        if not self.generate_request:
            store.bind(made, self.words(self.services) or ["SMTP"])
            self.write(show(made))
            return
        made.pending = True
        store.changed()
        body = base64.encodebytes(f"request of {made.thumbprint} for {subject}".encode()).decode()
        text = f"-----BEGIN NEW CERTIFICATE REQUEST-----\r\n{body.strip()}\r\n-----END NEW CERTIFICATE REQUEST-----\r\n"
        if self.path is not None:
            host.write_file(str(self.path), text)
            self.write(show(made))
        else:
            self.write(text)


@special("Import-ExchangeCertificate")
class ImportExchangeCertificate(CertificateCmdlet):
    """Brings a certificate in: the answer to a request, or one with its key."""

    path = Param("System.String", mandatory=True, position=0)
    password = Param("System.Object")
    friendly_name = Param("System.String")
    private_key_exportable = Param("System.Boolean", default=False)

    def process(self) -> None:
        """Ends a request that waits, else adds the certificate."""
        host = self.host()
        path = str(self.path)
        if not host.file_exists(path):
            self.fail(
                f"The file '{path}' could not be found.",
                "System.IO.FileNotFoundException",
                "ObjectNotFound",
                path,
            )
        if not self.should_process(path):
            return
        store = self.store()
        waiting = [item for item in store.all() if item.pending]
        issuer = f"CN=Issuing CA of {host.machine.member_of}"
        if waiting and not path.lower().endswith((".pfx", ".p12")):
            made = waiting[-1]
            made.pending, made.issuer = False, issuer
        else:
            name = path.rpartition("\\")[2].rpartition(".")[0]
            made = store.create(f"CN={name}", [name], issuer=issuer)
        if self.friendly_name is not None:
            made.friendly_name = str(self.friendly_name)
        store.changed()
        self.write(show(made))


@special("Enable-ExchangeCertificate")
class EnableExchangeCertificate(CertificateCmdlet):
    """Gives services to a certificate."""

    thumbprint = Param("System.String", position=0, mandatory=True, pipeline=True, by_property=True)
    services = Param("System.String[]", mandatory=True)
    force = Param(SWITCH)

    def process(self) -> None:
        """Binds the services."""
        found = self.needed(self.thumbprint)
        if found.pending:
            self.fail(
                f"The certificate with thumbprint {found.thumbprint} is a pending request.",
                f"{_ERROR}.CertificateNotValidException",
                "InvalidOperation",
                found.thumbprint,
            )
        words = self.words(self.services)
        if self.should_process(found.thumbprint):
            self.store().bind(found, words)


@special("Remove-ExchangeCertificate")
class RemoveExchangeCertificate(CertificateCmdlet):
    """Removes a certificate."""

    thumbprint = Param("System.String", position=0, mandatory=True, pipeline=True, by_property=True)

    def process(self) -> None:
        """Removes it."""
        found = self.needed(self.thumbprint)
        if self.should_process(found.thumbprint):
            self.store().remove(found)
