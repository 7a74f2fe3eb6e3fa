/**
 * The bundle that pods verify the API server with. Nothing in the engine speaks TLS, so it is the same in every cluster: a
 * self-signed certificate of CN=kubernetes, valid from 2026 to 2056, whose key nobody has.
 */
export const ROOT_CA = `\
-----BEGIN CERTIFICATE-----
MIIBXDCCAQOgAwIBAgIBATAKBggqhkjOPQQDAjAVMRMwEQYDVQQDDAprdWJlcm5l
dGVzMCAXDTI2MDEwMTAwMDAwMFoYDzIwNTYwMTAxMDAwMDAwWjAVMRMwEQYDVQQD
DAprdWJlcm5ldGVzMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEudBJKmO2iLuy
yUfmEf1yMG37LbBCvopldUuUceaJ4Guegw5Rwgtaq5pnu4RY2dQB+srX9PB+Phb9
00+e4Q24e6NCMEAwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAqQwHQYD
VR0OBBYEFMY5ISJjvKrAn7KWQMBWS+6DiyzPMAoGCCqGSM49BAMCA0cAMEQCIGqG
38DABJhg0nQwidUq9k9W5On38qTxUXQ/E7RdbapXAiApKBsqwAyn+uqXnx75p6/C
ryfZIHAg65i2xbQMSI8w7w==
-----END CERTIFICATE-----
`;
