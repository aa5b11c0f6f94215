const MANY = '1000000000'

/** Settings for who asks for more in a minute than a person does: nothing is refused for being too much. */
export const UNLIMITED = {
  RATE_LIMIT_AUTH_PER_MINUTE: MANY,
  RATE_LIMIT_MESSAGES_PER_MINUTE: MANY,
  RATE_LIMIT_REQUESTS_PER_MINUTE: MANY,
  MAX_CONNECTIONS_PER_USER: MANY,
  MAX_CONNECTIONS_PER_IP: MANY,
  MAX_CONNECTIONS_PER_POD: MANY,
}
