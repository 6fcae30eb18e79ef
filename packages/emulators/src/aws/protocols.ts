// How answers are written: AWS JSON 1.1 for Secrets Manager, JSON 1.0 for CloudWatch, query/XML for STS.

import type { AwsError } from './aws-error.ts';
import type { HttpReply } from './http-server.ts';

/** Writes the answers of one service. */
export interface Protocol {
  success(
    operation: string,
    result: Readonly<Record<string, unknown>> | undefined,
    requestId: string,
  ): HttpReply;
  error(error: AwsError, requestId: string): HttpReply;
}

/** AWS JSON 1.1. An operation without result answers with an empty body. */
export const jsonProtocol: Protocol = {
  success(_operation, result, requestId) {
    return jsonAnswer(200, result === undefined ? '' : JSON.stringify(result), requestId);
  },
  error(error, requestId) {
    const body = { __type: error.type, [error.messageKey]: error.message };
    return jsonAnswer(error.status, JSON.stringify(body), requestId);
  },
};

/**
 * AWS JSON 1.0 of a service that spoke the query protocol before, as CloudWatch did: the name of an error in that protocol is in a header
 * (Smithy, `awsQueryCompatible`).
 */
export const queryCompatibleProtocol: Protocol = {
  success(operation, result, requestId) {
    return asJson10(jsonProtocol.success(operation, result ?? {}, requestId));
  },
  error(error, requestId) {
    const [code, status] = queryErrors[error.type] ?? [error.type, error.status];
    const reply = asJson10(jsonProtocol.error(error, requestId));
    const sender = status < 500 ? 'Sender' : 'Receiver';
    return { ...reply, headers: { ...reply.headers, 'x-amzn-query-error': `${code};${sender}` } };
  },
};

function asJson10(reply: HttpReply): HttpReply {
  return { ...reply, headers: { ...reply.headers, 'content-type': 'application/x-amz-json-1.0' } };
}

/** The query protocol, where errors have names and statuses of their own. */
export const queryProtocol: Protocol = {
  success(operation, result, requestId) {
    const members = Object.entries(result ?? {}).map(([name, value]) =>
      element(name, escapeXml(String(value))),
    );
    const metadata = element('ResponseMetadata', element('RequestId', requestId));
    return xmlAnswer(
      200,
      `${operation}Response`,
      element(`${operation}Result`, members.join('')) + metadata,
      requestId,
    );
  },
  error(error, requestId) {
    const [code, status] = queryErrors[error.type] ?? [error.type, error.status];
    const parts = [
      element('Type', status < 500 ? 'Sender' : 'Receiver'),
      element('Code', code),
      element('Message', escapeXml(error.message)),
    ];
    const body = element('Error', parts.join('')) + element('RequestId', requestId);
    return xmlAnswer(status, 'ErrorResponse', body, requestId);
  },
};

const queryErrors: Readonly<Record<string, readonly [code: string, status: number]>> = {
  AccessDeniedException: ['AccessDenied', 403],
  ExpiredTokenException: ['ExpiredToken', 403],
  IncompleteSignatureException: ['IncompleteSignature', 400],
  InternalServiceError: ['InternalFailure', 500],
  InvalidSignatureException: ['SignatureDoesNotMatch', 403],
  MissingAuthenticationTokenException: ['MissingAuthenticationToken', 403],
  ThrottlingException: ['Throttling', 400],
  UnknownOperationException: ['InvalidAction', 400],
  UnrecognizedClientException: ['InvalidClientTokenId', 403],
};

function jsonAnswer(status: number, body: string, requestId: string): HttpReply {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId };
  return { kind: 'reply', status, headers, body };
}

function xmlAnswer(status: number, root: string, content: string, requestId: string): HttpReply {
  return {
    kind: 'reply',
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: `<${root} xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${content}</${root}>`,
  };
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
