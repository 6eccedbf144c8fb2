import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { policyDocument } from "../shared/policy-document";
import type { EncryptionKey } from "../shared/encryption-key";

export interface StateBucketProps {
  readonly bucket: string;
  /** The key that encrypts it; S3's own where none is given. */
  readonly encryptionKey?: EncryptionKey;
  /** Days after which replaced or deleted versions expire. */
  readonly noncurrentVersionExpirationDays: number;
  /** Whether a destroy empties and deletes it; when false, Terraform refuses to plan its destruction. */
  readonly forceDestroy: boolean;
}

/**
 * The bucket for Terraform's states: private, encrypted, versioned, reachable by TLS only.
 *
 * Cost: cents a month; states are small.
 */
export class StateBucket extends Construct {
  readonly bucket: S3Bucket;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: StateBucketProps,
  ) {
    super(scope, id);
    this.bucket = this.createBucket();
    this.enforceOwnership();
    this.refusePlaintextTransport(this.blockPublicAccess());
    this.encrypt();
    this.expireOldVersions(this.keepVersions());
  }

  private createBucket(): S3Bucket {
    return new S3Bucket(this, "bucket", {
      bucket: this.props.bucket,
      forceDestroy: this.props.forceDestroy,
      lifecycle: { preventDestroy: !this.props.forceDestroy },
    });
  }

  private enforceOwnership(): void {
    new S3BucketOwnershipControls(this, "ownership", {
      bucket: this.bucket.id,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
  }

  private blockPublicAccess(): S3BucketPublicAccessBlock {
    return new S3BucketPublicAccessBlock(this, "public-access", {
      bucket: this.bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
  }

  private refusePlaintextTransport(publicAccessBlock: S3BucketPublicAccessBlock): void {
    new S3BucketPolicy(this, "policy", {
      bucket: this.bucket.id,
      policy: policyDocument([
        {
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [this.bucket.arn, `${this.bucket.arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
      // S3 answers OperationAborted when both are written at once.
      dependsOn: [publicAccessBlock],
    });
  }

  private encrypt(): void {
    const key = this.props.encryptionKey;
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket: this.bucket.id,
      rule: [
        key === undefined
          ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
          : {
              applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.key.arn },
              bucketKeyEnabled: true,
            },
      ],
    });
  }

  private keepVersions(): S3BucketVersioningA {
    return new S3BucketVersioningA(this, "versioning", {
      bucket: this.bucket.id,
      versioningConfiguration: { status: "Enabled" },
    });
  }

  private expireOldVersions(versioning: S3BucketVersioningA): void {
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket: this.bucket.id,
      rule: [
        {
          id: "expire-old-versions",
          status: "Enabled",
          filter: [{ prefix: "" }],
          noncurrentVersionExpiration: [{ noncurrentDays: this.props.noncurrentVersionExpirationDays }],
          expiration: [{ expiredObjectDeleteMarker: true }],
        },
        {
          id: "abort-incomplete-uploads",
          status: "Enabled",
          filter: [{ prefix: "" }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      // Rules for old versions are valid on a versioned bucket only.
      dependsOn: [versioning],
    });
  }
}
