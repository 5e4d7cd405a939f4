"""Every way in, through Microsoft's SDK for Python."""

from azure.storage.blob import (
    AccountSasPermissions,
    BlobClient,
    BlobSasPermissions,
    ContainerClient,
    ContainerSasPermissions,
    ResourceTypes,
    generate_account_sas,
    generate_blob_sas,
    generate_container_sas,
)
from emulator import CA, FIRST, FIRST_KEY, HTTP, HTTPS, SECOND, SECOND_KEY, Case, Identity, later, let_pass, service


class Authorization(Case):
    def sas(self, blob, permission, key=FIRST_KEY, **more):
        more.setdefault("expiry", later(3600))
        return generate_blob_sas(
            blob.account_name,
            blob.container_name,
            blob.blob_name,
            account_key=key,
            permission=permission,
            **more,
        )

    def bearing(self, url, token):
        """A client that has nothing but a signed URL."""
        joint = "&" if "?" in url else "?"
        return BlobClient.from_blob_url(f"{url}{joint}{token}", retry_total=0, connection_verify=CA)

    def test_a_blob_sas_reads_that_blob_and_writes_nothing(self):
        client = self.bearing(self.source.url, self.sas(self.source, BlobSasPermissions(read=True)))
        self.assertEqual(self.content(client), b"0123456789")
        self.refused(403, "AuthorizationPermissionMismatch", client.upload_blob, b"x", overwrite=True)
        other = self.bearing(self.target.url, self.sas(self.source, BlobSasPermissions(read=True)))
        self.refused(403, "AuthenticationFailed", other.download_blob)

    def test_a_container_sas_lists_and_reads(self):
        token = generate_container_sas(
            FIRST,
            self.container.container_name,
            account_key=FIRST_KEY,
            permission=ContainerSasPermissions(read=True, list=True),
            expiry=later(3600),
        )
        client = ContainerClient.from_container_url(f"{self.container.url}?{token}", retry_total=0)
        self.assertEqual([blob.name for blob in client.list_blobs()], ["source"])
        self.assertEqual(self.content(client.get_blob_client("source")), b"0123456789")
        self.refused(403, "AuthorizationPermissionMismatch", client.delete_container)

    def test_a_snapshot_sas_reads_that_snapshot_only(self):
        snapshot = self.source.create_snapshot()["snapshot"]
        token = self.sas(self.source, BlobSasPermissions(read=True), snapshot=snapshot)
        self.assertEqual(self.content(self.bearing(f"{self.source.url}?snapshot={snapshot}", token)), b"0123456789")
        self.refused(403, "AuthenticationFailed", self.bearing(self.source.url, token).download_blob)

    def test_an_account_sas_is_for_its_resource_types(self):
        def token(types):
            return generate_account_sas(
                FIRST, FIRST_KEY, types, AccountSasPermissions(read=True), later(3600)
            )

        good = self.bearing(self.source.url, token(ResourceTypes(object=True)))
        self.assertEqual(self.content(good), b"0123456789")
        bad = self.bearing(self.source.url, token(ResourceTypes(container=True)))
        self.refused(403, "AuthorizationResourceTypeMismatch", bad.download_blob)

    def test_a_sas_is_good_in_its_time_by_its_protocol_and_from_its_address(self):
        read = BlobSasPermissions(read=True)
        for code, more in [
            ("AuthenticationFailed", {"start": later(600)}),
            ("AuthenticationFailed", {"expiry": later(-60)}),
            ("AuthorizationProtocolMismatch", {"protocol": "https"}),
            ("AuthorizationSourceIPMismatch", {"ip": "203.0.113.7"}),
        ]:
            client = self.bearing(self.source.url, self.sas(self.source, read, **more))
            self.refused(403, code, client.download_blob)
        token = self.sas(self.source, read, protocol="https", ip="127.0.0.1-127.0.0.9")
        secure = self.bearing(self.source.url.replace(HTTP, HTTPS), token)
        self.assertEqual(self.content(secure), b"0123456789")

    def test_a_right_to_create_overwrites_nothing(self):
        client = self.bearing(self.target.url, self.sas(self.target, BlobSasPermissions(create=True)))
        source = f"{self.source.url}?{self.sas(self.source, BlobSasPermissions(read=True))}"
        client.start_copy_from_url(source)
        let_pass(10)
        self.refused(403, "UnauthorizedBlobOverwrite", client.start_copy_from_url, source)
        self.assertEqual(self.content(self.target), b"0123456789")

    def test_a_destination_sas_does_not_cover_the_source(self):
        client = self.bearing(self.target.url, self.sas(self.target, BlobSasPermissions(write=True)))
        self.refused(401, "CannotVerifyCopySource", client.start_copy_from_url, self.source.url)
        unreadable = f"{self.source.url}?{self.sas(self.source, BlobSasPermissions(write=True))}"
        self.refused(403, "CannotVerifyCopySource", client.start_copy_from_url, unreadable)
        readable = f"{self.source.url}?{self.sas(self.source, BlobSasPermissions(read=True))}"
        client.start_copy_from_url(readable)
        self.assertEqual(self.copy().status, "pending")
        self.assertNotIn("sig=", self.copy().source)

    def test_a_source_in_another_account_takes_a_sas_of_that_account(self):
        far = self.blob("far", b"far away", self.fresh_container(service(SECOND, SECOND_KEY)))
        self.refused(401, "CannotVerifyCopySource", self.target.start_copy_from_url, far.url)
        token = self.sas(far, BlobSasPermissions(read=True), SECOND_KEY)
        self.start(source=f"{far.url}?{token}")
        let_pass(10)
        self.assertEqual(self.content(self.target), b"far away")

    def test_what_is_public_is_read_by_everybody(self):
        blob = self.blob("blob", b"for all", self.fresh_container(public_access="container"))
        anybody = BlobClient.from_blob_url(blob.url, retry_total=0)
        self.assertEqual(self.content(anybody), b"for all")
        self.refused(401, "NoAuthenticationInformation", anybody.upload_blob, b"x", overwrite=True)
        private = BlobClient.from_blob_url(self.source.url, retry_total=0)
        self.refused(401, "NoAuthenticationInformation", private.download_blob)

    def test_a_wrong_key_is_refused(self):
        client = service(FIRST, "d3Jvbmc=").get_blob_client(self.container.container_name, "source")
        self.refused(403, "AuthenticationFailed", client.download_blob)

    def test_a_token_copies_over_https(self):
        mine = service(FIRST, Identity(), HTTPS).get_blob_client(self.container.container_name, "target")
        copy_id = mine.start_copy_from_url(self.source.url.replace(HTTP, HTTPS))["copy_id"]
        self.assertEqual(mine.get_blob_properties().copy.status, "pending")
        mine.abort_copy(copy_id)
        self.assertEqual(mine.get_blob_properties().copy.status, "aborted")

    def test_a_token_for_something_else_is_challenged(self):
        credential = Identity("https://graph.microsoft.com")
        blob = service(FIRST, credential, HTTPS).get_blob_client(self.container.container_name, "source")
        self.refused(401, "InvalidAuthenticationInfo", blob.download_blob)
        scopes = [scopes for scopes, _ in credential.asked]
        self.assertEqual(scopes, [("https://storage.azure.com/.default",)] * 2)
        self.assertEqual(credential.asked[1][1], "00000000-0000-0000-0000-000000000000")

    def test_an_expired_token_is_refused(self):
        blob = service(FIRST, Identity(seconds=-1), HTTPS).get_blob_client(self.container.container_name, "source")
        self.refused(401, "InvalidAuthenticationInfo", blob.download_blob)

    def test_a_user_delegation_sas_reads_and_is_a_copys_right_to_its_source(self):
        owner = service(FIRST, Identity(), HTTPS)
        bought = owner.get_user_delegation_key(later(-60), later(3600))
        token = generate_blob_sas(
            FIRST,
            self.container.container_name,
            "source",
            user_delegation_key=bought,
            permission=BlobSasPermissions(read=True),
            expiry=later(1800),
        )
        self.assertEqual(self.content(self.bearing(self.source.url, token)), b"0123456789")
        far = self.fresh_container(service(SECOND, SECOND_KEY)).get_blob_client("target")
        self.start(far, f"{self.source.url}?{token}")
        let_pass(10)
        self.assertEqual(self.content(far), b"0123456789")
        let_pass(3600)
        self.refused(403, "AuthenticationFailed", self.bearing(self.source.url, token).download_blob)

    def test_a_user_delegation_container_sas_lists(self):
        bought = service(FIRST, Identity(), HTTPS).get_user_delegation_key(later(-60), later(3600))
        token = generate_container_sas(
            FIRST,
            self.container.container_name,
            user_delegation_key=bought,
            permission=ContainerSasPermissions(list=True),
            expiry=later(1800),
        )
        client = ContainerClient.from_container_url(f"{self.container.url}?{token}", retry_total=0)
        self.assertEqual([blob.name for blob in client.list_blobs()], ["source"])

    def test_a_key_buys_no_user_delegation_key(self):
        owner = service(root=HTTPS)
        self.refused(403, "AuthenticationFailed", owner.get_user_delegation_key, later(-60), later(3600))
