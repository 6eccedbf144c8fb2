import type { AwsRequest, AwsResponse } from "./correction";

/** Passes a call on to the rest of AWS, as if it had come in now; it is not logged. */
export type Ask = (request: AwsRequest) => Promise<AwsResponse>;

/** An AWS service that is answered here instead of by moto. */
export interface AwsService {
  /**
   * @param request a call that is signed for the service
   * @param ask reaches other services
   */
  answer(request: AwsRequest, ask: Ask): Promise<AwsResponse>;
}
