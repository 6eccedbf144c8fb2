/** HTTP status by EKS's error codes. */
const STATUS = {
  InvalidParameterException: 400,
  InvalidRequestException: 400,
  BadRequestException: 400,
  ResourceNotFoundException: 404,
  NotFoundException: 404,
  ResourceInUseException: 409,
  ServerException: 500,
} as const;

export type EksErrorCode = keyof typeof STATUS;

/** An answer that is an error, in EKS's words. */
export class EksError extends Error {
  override readonly name = "EksError";
  constructor(
    readonly code: EksErrorCode,
    message: string,
  ) {
    super(message);
  }

  get status(): number {
    return STATUS[this.code];
  }
}
