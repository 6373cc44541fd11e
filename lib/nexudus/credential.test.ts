import { expect, it } from "vitest";
import { authorizationHeader, deriveCredential } from "./credential";

const secretKey = "0123456789abcdef0123456789abcdef";

it.each([
  {
    applicationKey: "d420667525e0489d91068cbf732fe1dc",
    token: "c90e30fca71a4c37810a292b99d4d4f2",
    password: "ceec24a5d71f9c800e8078d40736d352",
    basic: "ZDQyMDY2NzUyNWUwNDg5ZDkxMDY4Y2JmNzMyZmUxZGM6Y2VlYzI0YTVkNzFmOWM4MDBlODA3OGQ0MDczNmQzNTI=",
  },
  {
    applicationKey: "1f36292c02d9c438d98d8c9eb34897c9",
    token: "f0e1d2c3b4a5968778695a4b3c2d1e0f",
    password: "73f3e45524ed2ac9718dc0a80ddb70ba",
    basic: "MWYzNjI5MmMwMmQ5YzQzOGQ5OGQ4YzllYjM0ODk3Yzk6NzNmM2U0NTUyNGVkMmFjOTcxOGRjMGE4MGRkYjcwYmE=",
  },
])("derives the credential of $applicationKey", ({ applicationKey, token, password, basic }) => {
  const credential = deriveCredential({ applicationKey, secretKey, token });
  expect(credential).toEqual({ username: applicationKey, password });
  expect(authorizationHeader(credential)).toBe(`Basic ${basic}`);
});
