using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sssaham.Domain.Notifications;

/// <summary>Encrypts a push message so that only the browser reads it: RFC 8291 over RFC 8188 (<c>aes128gcm</c>), in one record.</summary>
public static class WebPushMessage
{
    /// <summary>Most bytes of a message: push services take 4,096 with all that goes around it.</summary>
    public const int MaxLength = RecordSize - HeaderLength - TagLength - 1;

    /// <summary>Bytes of the salt.</summary>
    public const int SaltLength = 16;

    /// <summary>Bytes of an uncompressed point on P-256.</summary>
    public const int PointLength = 65;

    /// <summary>Bytes of the secret that browser and sender share.</summary>
    public const int AuthLength = 16;

    private const int RecordSize = 4096;
    private const int HeaderLength = SaltLength + 4 + 1 + PointLength;
    private const int TagLength = 16;

    /// <summary>Encrypts a message.</summary>
    /// <param name="message">The message, at most <see cref="MaxLength"/> bytes.</param>
    /// <param name="receiver">The browser's public key (<c>p256dh</c>), uncompressed.</param>
    /// <param name="auth">The secret of the subscription.</param>
    /// <param name="sender">A key pair on P-256 made for this message alone.</param>
    /// <param name="salt">16 random bytes made for this message alone.</param>
    /// <returns>The body to send.</returns>
    /// <exception cref="CryptographicException">The public key is no point on the curve.</exception>
    public static byte[] Encrypt(ReadOnlySpan<byte> message, ReadOnlySpan<byte> receiver, ReadOnlySpan<byte> auth, ECDiffieHellman sender, ReadOnlySpan<byte> salt)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(message.Length, MaxLength);
        using var other = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = Point(receiver) });
        var secret = sender.DeriveRawSecretAgreement(other.PublicKey);
        var own = Bytes(sender.ExportParameters(false).Q);
        byte[] info = [.. "WebPush: info\0"u8, .. receiver, .. own];
        var material = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, auth.ToArray(), info);
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 16, salt.ToArray(), Encoding.ASCII.GetBytes("Content-Encoding: aes128gcm\0"));
        var nonce = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 12, salt.ToArray(), Encoding.ASCII.GetBytes("Content-Encoding: nonce\0"));

        var body = new byte[HeaderLength + message.Length + 1 + TagLength];
        salt.CopyTo(body);
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(SaltLength), RecordSize);
        body[SaltLength + 4] = PointLength;
        own.CopyTo(body, SaltLength + 5);
        // The delimiter of the last record.
        byte[] plain = [.. message, 2];
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(nonce, plain, body.AsSpan(HeaderLength, plain.Length), body.AsSpan(HeaderLength + plain.Length));
        return body;
    }

    /// <summary>Whether bytes are a point on the curve.</summary>
    /// <param name="point">The bytes, uncompressed.</param>
    /// <returns>True when they are.</returns>
    public static bool IsPoint(ReadOnlySpan<byte> point)
    {
        if (point.Length != PointLength || point[0] != 4) return false;
        try
        {
            using var key = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = Point(point) });
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The bytes of a point, uncompressed.</summary>
    /// <param name="point">The point.</param>
    /// <returns>65 bytes.</returns>
    public static byte[] Bytes(ECPoint point) => [4, .. point.X!, .. point.Y!];

    private static ECPoint Point(ReadOnlySpan<byte> bytes) => new() { X = bytes[1..33].ToArray(), Y = bytes[33..].ToArray() };
}
