import { createHash } from "node:crypto";
import type { ClusterRuntime } from "./cluster-runtime";

/** The public certificate of a certificate authority whose key was thrown away: it looks like a cluster's, and opens nothing. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBgjCCASegAwIBAgIUNQp6iQtFIaqm5K7iP7qBqyRdUIEwCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKa3ViZXJuZXRlczAgFw0yNjExMjEwODEyMTVaGA8yMTI2MTAy
ODA4MTIxNVowFTETMBEGA1UEAwwKa3ViZXJuZXRlczBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABMyAxM2Fl9xEiCD3A3CTuQnfwYOvlx07/xs7zIGNDQn6/5Gh4scH
TFmMKlsMu8Y4ci5awLzjpXKgECytRsRENUejUzBRMB0GA1UdDgQWBBTKWuZR97kI
ukbIHeOSAkp/6nJvrDAfBgNVHSMEGDAWgBTKWuZR97kIukbIHeOSAkp/6nJvrDAP
BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQDhBn3h1rstKCl85JZT
5GvNiqlcKegr5eOqbFlEQ9qxNAIhAMbs9NwzWk5Z8TdYaq35eF7rUB7ZboiCQ6mm
AY687yB8
-----END CERTIFICATE-----
`;

/** What stands behind clusters where there is no Kubernetes: an address at which nobody answers. */
export const NO_KUBERNETES: ClusterRuntime = {
  start({ arn, region }) {
    const id = createHash("sha256").update(arn).digest("hex").slice(0, 32).toUpperCase();
    return Promise.resolve({
      endpoint: `https://${id}.gr7.${region}.eks.amazonaws.com`,
      certificateAuthority: Buffer.from(CERTIFICATE).toString("base64"),
    });
  },
  reconcile: () => Promise.resolve(),
  stop: () => Promise.resolve(),
};
